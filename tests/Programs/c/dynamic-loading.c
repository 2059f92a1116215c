// dlopen, dlsym and dlerror on the system's libraries.
#include <dlfcn.h>
#include <stdio.h>

int main(void)
{
    void *library = dlopen("libm.so.6", RTLD_NOW);
    double (*cosine)(double) = (double (*)(double))dlsym(library, "cos");
    int (*print)(const char *, ...) = (int (*)(const char *, ...))dlsym(RTLD_DEFAULT, "printf");
    print("%g %d\n", cosine(0), print == printf);
    printf("%d %d\n", dlsym(library, "no_such_name") == NULL, dlerror() != NULL);
    printf("%d\n", dlopen("no-such-library.so", RTLD_NOW) == NULL);
    return dlclose(library);
}
