// flags: -O1 -fPIC
#include "tracker.h"
#include <atomic>
#include <cstdio>

static std::atomic<int> made;
tracker::tracker() : id(++made), touched(0) { std::printf("made %d\n", id); }
tracker::~tracker() { std::printf("gone %d after %d\n", id, touched); }
thread_local tracker current;
int touch() { return ++current.touched; }
