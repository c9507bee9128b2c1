/// Which requests to write next: the order of problems, the ledger of what is out, and the budget. Pure.
@NullMarked
package io.toolstream.learner.feed;

import org.jspecify.annotations.NullMarked;
