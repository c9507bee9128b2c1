/// Tests of what is deployed: the chart, the compose file, the Dockerfiles.
@NullMarked
package io.toolstream.deployment;

import org.jspecify.annotations.NullMarked;
