// std::regex: a great heap of templates instantiated here.
#include <cstdio>
#include <regex>
#include <string>

int main()
{
    const std::string text = "alpha=1, beta=22; gamma=333";
    const std::regex pattern("(\\w+)=(\\d+)");
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i)
        std::printf("%s:%s ", (*i)[1].str().c_str(), (*i)[2].str().c_str());
    std::puts(std::regex_replace(text, pattern, "$2-$1").c_str());
    try {
        std::regex broken("(");
    } catch (const std::regex_error &e) {
        std::printf("%d\n", e.code() == std::regex_constants::error_paren);
    }
}
