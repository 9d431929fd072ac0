"""The topic-briefing core: corpus, search, briefing, store. Knows nothing of Telegram."""
