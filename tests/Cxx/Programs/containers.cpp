// modules: main model
#include <algorithm>
#include <any>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

using Value = std::variant<int, double, std::string, std::vector<int>>;
std::map<std::string, Value> model();
std::shared_ptr<int> share(std::weak_ptr<int> &watch);
std::any anything();

#ifdef MODULE_model
std::map<std::string, Value> model() { return {{"a", 1}, {"b", 2.5}, {"c", std::string(40, 'x')}, {"d", std::vector{3, 1, 2}}}; }
std::shared_ptr<int> share(std::weak_ptr<int> &watch) { auto shared = std::make_shared<int>(9); watch = shared; return shared; }
std::any anything() { return std::string("any"); }
#endif

#ifdef MODULE_main
template <class... F> struct overloaded : F... { using F::operator()...; };
template <class... F> overloaded(F...) -> overloaded<F...>;

extern "C" const char *run()
{
    static std::string log;
    for (auto &[name, value] : model())
        log += name + "=" + std::visit(overloaded{
            [](int i) { return std::to_string(i); }, [](double d) { return std::to_string(d); },
            [](const std::string &s) { return std::to_string(s.size()); },
            [](std::vector<int> v) { std::sort(v.begin(), v.end(), std::greater<>()); return std::to_string(v[0] * 100 + v[1] * 10 + v[2]); }}, value) + " ";
    std::weak_ptr<int> watch;
    { auto shared = share(watch); log += std::to_string(*shared * watch.use_count()); }
    log += watch.expired() ? " expired" : " alive";
    log += " " + std::any_cast<std::string>(anything());
    try { std::any_cast<int>(anything()); } catch (const std::bad_any_cast &) { log += " bad"; }
    try { std::get<int>(model()["b"]); } catch (const std::bad_variant_access &) { log += " access"; }
    std::unordered_map<std::string, int> words;
    std::string text = "the cat the dog the end";
    std::regex word("[a-z]+");
    for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it)
        words[it->str()]++;
    log += " the*" + std::to_string(words["the"]) + " of " + std::to_string(words.size());
    return log.c_str();
}
#endif
