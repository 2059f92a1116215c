// flags: -O1 -fPIC
_Thread_local int shared = 4;
int bump(void) { return ++shared; }
