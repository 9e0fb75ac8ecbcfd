// A run over many endpoints as one page of HTML, for a browser: --html.
//
// The page stands alone: style, script, pictures and data are in it, nothing is loaded, and its
// content-security policy lets nothing be loaded or sent: it opens from a disk, a mail or an old archive. The
// script makes the page of the data (report_data.h); without one the page shows the kWorstShown worst
// endpoints as a plain table. The page's parts are files in report/.
//
// Instants are written by the calendar, and days are those of its zone; "in 2 days" counts from `now`, not
// from when the page is read. A page that is older than 36 hours says so.
//
// What came from peers, lists or this machine is text everywhere in it (html_writer.h), and bounded where it
// was put into the run: 10,000 endpoints make less than 5 MB.

#pragma once

#include <cstddef>
#include <string>

#include "checks/list/list_result.h"
#include "plugin/calendar.h"
#include "plugin/text.h"

namespace checks {

// Of the table for readers without a script: what a person reads through.
inline constexpr std::size_t kWorstShown = 200;
// Lines of the list that could not be used, and remarks on it, each; what is beyond is counted.
inline constexpr std::size_t kNotesShown = 200;

// `machine`: the name of the one that the run was made on, "" if it is not to be told.
std::string html_report(const ListRun& run, plugin::Time now, const plugin::Calendar& calendar,
                        const plugin::Text& machine);

}  // namespace checks
