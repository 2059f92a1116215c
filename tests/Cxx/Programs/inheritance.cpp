// modules: main base derived
// Virtual tables, thunks of multiple and virtual inheritance, covariant returns, construction order across modules.
#include <string>

extern std::string record;
struct Root { Root(); virtual ~Root(); virtual Root *self() { return this; } virtual std::string what() { return "root"; } int id = 1; };
struct Left : virtual Root { Left(); ~Left() override; std::string what() override { return "left/" + Root::what(); } int left = 2; };
struct Right : virtual Root { Right(); ~Right() override; virtual int value() { return right; } int right = 3; };
struct Both : Left, Right { Both(); ~Both() override; Both *self() override { return this; } std::string what() override; int value() override { return 10 * right; } };
Both *make_both();

#ifdef MODULE_base
std::string record;
Root::Root() { record += "+R"; } Root::~Root() { record += "-R"; }
Left::Left() { record += "+L"; } Left::~Left() { record += "-L"; }
Right::Right() { record += "+r"; } Right::~Right() { record += "-r"; }
#endif

#ifdef MODULE_derived
Both::Both() { record += "+B"; } Both::~Both() { record += "-B"; }
std::string Both::what() { return "both/" + Left::what(); }
Both *make_both() { return new Both; }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    Both *both = make_both();
    Root *root = both;
    Right *right = both;
    log = root->what() + " " + std::to_string(right->value()) + (root->self() == root ? " same" : " other");
    log += right->self() == both ? " covariant" : " lost";
    log += " " + std::to_string(both->id + both->left + right->right);
    delete right;
    log += " " + record;
    return log.c_str();
}
#endif
