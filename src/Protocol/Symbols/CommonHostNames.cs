namespace Graft.Protocol;

/// <summary>
/// Functions and variables of the C library and its mathematics that programs use most: what a mistyped name may have meant.
/// (C17 7, POSIX.1-2017.)
/// </summary>
internal static class CommonHostNames
{
    private const string Names = """
        abort abs accept access acos acosh alarm aligned_alloc asctime asin asinh asprintf atan atan2 atanh atexit atof atoi atol atoll
        bind bsearch calloc cbrt ceil chdir chmod chown clearerr clock clock_gettime close closedir connect copysign cos cosh creat ctime
        difftime div dladdr dlclose dlerror dlopen dlsym dprintf dup dup2 environ erf erfc execl execv execve execvp exit exp exp2 expm1
        fabs fchmod fclose fcntl fdopen feof ferror fflush fgetc fgetpos fgets fileno floor fma fmax fmin fmod fopen fork fprintf fputc fputs
        fread free freopen frexp fscanf fseek fseeko fsetpos fstat fsync ftell ftello ftruncate fwrite
        getc getchar getcwd getenv getline getpagesize getpid getppid getrusage gettimeofday getuid gmtime gmtime_r htonl htons hypot
        ilogb inet_ntop inet_pton ioctl isalnum isalpha isascii isatty isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper
        isxdigit kill labs ldexp ldiv lgamma link listen llabs localeconv localtime localtime_r log log10 log1p log2 logb longjmp lrint lround
        lseek lstat malloc mblen mbstowcs mbtowc memccpy memchr memcmp memcpy memmem memmove mempcpy memset mkdir mkstemp mktime mmap modf
        mprotect mremap munmap nanosleep nearbyint nextafter ntohl ntohs open opendir perror pipe poll posix_memalign pow pread printf
        pthread_cond_broadcast pthread_cond_destroy pthread_cond_init pthread_cond_signal pthread_cond_wait pthread_create pthread_detach
        pthread_equal pthread_exit pthread_getspecific pthread_join pthread_key_create pthread_mutex_destroy pthread_mutex_init
        pthread_mutex_lock pthread_mutex_trylock pthread_mutex_unlock pthread_once pthread_self pthread_setspecific putc putchar putenv puts
        pwrite qsort raise rand rand_r random read readdir readlink readv realloc realpath recv recvfrom recvmsg remainder remove rename
        rewind rint rmdir round scalbn scanf select send sendmsg sendto setbuf setenv setjmp setlocale setsockopt setvbuf shutdown sigaction
        sigaddset sigemptyset sigfillset signal sigprocmask sin sinh sleep snprintf socket sprintf sqrt srand srandom sscanf stat stderr stdin
        stdout stpcpy strcasecmp strcat strchr strcmp strcoll strcpy strcspn strdup strerror strftime strlen strncasecmp strncat strncmp
        strncpy strndup strnlen strpbrk strrchr strsep strspn strstr strtod strtof strtok strtok_r strtol strtold strtoll strtoul strtoull
        strxfrm symlink sysconf system tan tanh tgamma time times tmpfile tmpnam tolower toupper trunc truncate tzset umask uname ungetc
        unlink unsetenv usleep utime vasprintf vfprintf vprintf vscanf vsnprintf vsprintf vsscanf wait waitpid wcslen wcstombs
        wctomb write writev
        """;

    /// <summary>The names.</summary>
    public static IReadOnlyList<Utf8Name> All { get; } =
        [.. Names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Utf8Name.From)];
}
