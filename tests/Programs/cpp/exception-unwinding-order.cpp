// Locals, temporaries, array elements and arguments are destroyed in reverse on the way out.
#include <cstdio>

struct tracer {
    int id;
    tracer(int id) : id(id) { if (id == 13) throw id; std::printf("+%d ", id); }
    tracer(const tracer &) = delete;
    ~tracer() { std::printf("-%d ", id); }
};

static int use(const tracer &a, const tracer &b) { return a.id + b.id; }

int main()
{
    try {
        tracer one(1);
        tracer several[] = {2, 3, 4};
        use(tracer(5), tracer(6));
        tracer failing[] = {7, 8, 13, 9};
    } catch (int value) {
        std::printf("caught %d\n", value);
    }
    try {
        delete new tracer(13);
    } catch (int) {
        std::puts("again");
    }
}
