// Boost.JSON, compiled once: Debian's archive is not position-independent, and the loadable module needs it
// to be.

#include <boost/json/src.hpp>
