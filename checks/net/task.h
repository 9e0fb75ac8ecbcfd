// Coroutines: an alias, so that a dialogue includes this and not all of Asio.
//
// Discipline: parameters by value (references only to objects that outlive the run); bind the result of
// co_await to a named variable before using it; no structured bindings on co_await, no capturing lambda
// coroutines, no co_await in catch.

#pragma once

#include <boost/asio/awaitable.hpp>

namespace checks {

template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace checks
