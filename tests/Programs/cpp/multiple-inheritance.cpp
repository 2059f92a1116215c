// Thunks: calls through second bases, covariant results, overriding in both.
#include <cstdio>

struct first { virtual int f() { return 1; } virtual first *self() { return this; } virtual ~first() = default; long pad = 0; };
struct second { virtual int g() { return 2; } virtual second *clone() { return this; } virtual ~second() = default; int tag = 20; };
struct third : first, second {
    int f() override { return 30 + tag; }
    int g() override { return 40 + tag; }
    third *self() override { return this; }
    third *clone() override { return new third(*this); }
    int own = 300;
};

int main()
{
    third object;
    second *s = &object;
    first *f = &object;
    object.tag = 5;
    second *copy = s->clone();
    copy->tag = 6;
    std::printf("%d %d %d %d\n", f->f(), s->g(), copy->g(), static_cast<third *>(copy)->own);
    std::printf("%d %d\n", f->self() == f, static_cast<void *>(s) == static_cast<void *>(f));
    delete copy;
}
