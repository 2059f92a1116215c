// Formatted output and input with streams.
// stdin: 12 3.5 word rest of line
// stdin: ff next
#include <iomanip>
#include <iostream>
#include <string>

int main()
{
    int i, hex;
    double d;
    std::string word, line, last;
    std::cin >> i >> d >> word;
    std::getline(std::cin, line);
    std::cin >> std::hex >> hex >> last;
    std::cout << i << ' ' << std::setprecision(3) << std::fixed << d << ' ' << word << '[' << line << "] " << hex << ' ' << last << '\n';
    std::cout << std::setw(8) << std::setfill('*') << 42 << std::left << std::setw(6) << 7 << std::showbase << std::hex << 255 << ' ' << std::boolalpha << true << std::endl;
    std::cerr << "to stderr " << std::cin.eof() << '\n';
    std::cin >> word;
    std::cout << std::cin.fail() << '\n';
}
