// Thread-local objects are made on first use in each thread and destroyed at its end.
// flags: -O1 -fPIC
#include <cstdio>
#include <string>
#include <thread>

struct logged {
    std::string text;
    logged() : text("fresh") { std::puts("made"); }
    ~logged() { std::printf("destroyed %s\n", text.c_str()); }
};
thread_local logged object;
static thread_local int count = 10;

static void use(const char *name) { object.text += name; std::printf("%s %d\n", object.text.c_str(), ++count); }

int main()
{
    std::thread([] { use(" one"); use("!"); }).join();
    std::thread([] { use(" two"); }).join();
    use(" main");
}
