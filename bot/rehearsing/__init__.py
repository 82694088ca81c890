"""The rehearsal: the bot, a Telegram in a box and simulated people in one program."""
