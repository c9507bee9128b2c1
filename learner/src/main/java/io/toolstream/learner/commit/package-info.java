/// What a step trains, in which order it becomes durable, and what a restarted learner does about it. Pure.
@NullMarked
package io.toolstream.learner.commit;

import org.jspecify.annotations.NullMarked;
