int level(void) { return 100; }
int level_of_archive(void) { return 5; }
