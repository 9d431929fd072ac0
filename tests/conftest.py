"""What holds for all tests."""

from hypothesis import settings

# An example that takes long says something of the machine, not of the code.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")
