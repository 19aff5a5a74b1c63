"""The door: the tray icon and the supervisor of every other program. Imports only aw_core of the bundle."""
