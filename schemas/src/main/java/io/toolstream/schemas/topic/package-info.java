/// Every topic of Toolstream as data: names, keys, partitions, retention, groups, rights; what creates, checks and
/// documents
/// topics reads this.
@NullMarked
package io.toolstream.schemas.topic;

import org.jspecify.annotations.NullMarked;
