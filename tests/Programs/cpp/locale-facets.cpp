// A locale with a facet of the program's own.
#include <iostream>
#include <locale>
#include <sstream>

struct grouped : std::numpunct<char> {
    char do_thousands_sep() const override { return '\''; }
    char do_decimal_point() const override { return ','; }
    std::string do_grouping() const override { return "\3"; }
    std::string do_truename() const override { return "yes"; }
};

int main()
{
    std::ostringstream out;
    out.imbue(std::locale(std::locale::classic(), new grouped));
    out << 1234567 << ' ' << 2.5 << ' ' << std::boolalpha << true;
    std::cout << out.str() << ' ' << std::locale().name() << ' ' << std::use_facet<std::ctype<char>>(std::locale()).toupper('q') << '\n';
}
