"""Files that people bring: tables of people, ties and reposts, in any usual form, or refused with the argument that
decides."""
