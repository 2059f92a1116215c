// modules: main format
#include <iomanip>
#include <iostream>
#include <locale>
#include <sstream>
#include <string>

struct Point { double x, y; };
std::ostream &operator<<(std::ostream &out, const Point &point);
std::istream &operator>>(std::istream &in, Point &point);

#ifdef MODULE_format
std::ostream &operator<<(std::ostream &out, const Point &point) { return out << '(' << std::setprecision(3) << point.x << ", " << point.y << ')'; }
std::istream &operator>>(std::istream &in, Point &point) { char skip; return in >> skip >> point.x >> skip >> point.y >> skip; }
#endif

#ifdef MODULE_main
struct Upper : std::numpunct<char> { char do_decimal_point() const override { return ';'; } };

extern "C" const char *run()
{
    static std::string log;
    std::ostringstream out;
    Point point{};
    std::istringstream("(1.25, -2.5)") >> point;
    out << point << ' ' << std::hex << std::showbase << 255 << ' ' << std::boolalpha << true << std::setw(6) << std::setfill('*') << 1;
    out.imbue(std::locale(std::locale::classic(), new Upper));
    out << ' ' << std::fixed << 0.5;
    log = out.str();
    std::istringstream bad("x");
    bad.exceptions(std::ios::failbit);
    int number;
    try { bad >> number; } catch (const std::ios_base::failure &) { log += " failure"; }
    std::cout << "" << std::flush;
    return log.c_str();
}
#endif
