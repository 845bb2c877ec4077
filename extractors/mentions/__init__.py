"""What a text mentions (dates, numbers, bodies, citations), found once and shared by the record extractors."""
