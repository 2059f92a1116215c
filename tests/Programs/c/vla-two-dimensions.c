// A matrix whose both dimensions are variables, as an array and as a parameter.
#include <stdio.h>

static void multiply(int n, int m, double a[n][m], double b[m][n], double c[n][n])
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            c[i][j] = 0;
            for (int k = 0; k < m; k++)
                c[i][j] += a[i][k] * b[k][j];
        }
}

int main(int argc, char **argv)
{
    int n = argc + 2, m = argc + 4;
    double a[n][m], b[m][n], c[n][n];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            a[i][j] = i + j;
            b[j][i] = i - j;
        }
    multiply(n, m, a, b, c);
    printf("%g %g %g %zu\n", c[0][0], c[1][2], c[2][2], sizeof c);
    return 0;
}
