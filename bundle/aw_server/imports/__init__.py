"""Coming from elsewhere: existing ActivityWatch databases and files, taken in without a duplicate, again and again."""
