"""Tests of what measures the bot, where it decides by itself what is right."""
