// A temporary file written, sought in and read.
#include <stdio.h>
#include <string.h>

int main(void)
{
    FILE *file = tmpfile();
    char text[32] = "";
    for (int i = 0; i < 1000; i++)
        fprintf(file, "%04d\n", i);
    fseek(file, 777 * 5, SEEK_SET);
    int ok = fgets(text, sizeof text, file) != NULL;
    printf("%d %s%ld\n", ok, text, ftell(file));
    rewind(file);
    fwrite("ABCD", 1, 4, file);
    fseek(file, -5, SEEK_END);
    printf("%zu %.4s\n", fread(text, 1, 5, file), text);
    return fclose(file);
}
