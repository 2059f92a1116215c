// flags: -O2 -fPIC
__attribute__((visibility("hidden"))) int hidden = 11;
__attribute__((visibility("internal"))) int internal(int x) { return x + hidden; }
__attribute__((visibility("protected"))) int protected(int x) { return internal(x) * 2; }
int (*protected_address(void))(int) { return protected; }
