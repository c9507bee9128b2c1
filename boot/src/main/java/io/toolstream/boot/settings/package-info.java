/// Settings: one YAML file with dotted keys, the environment and overrides, read into mappings; what no
/// mapping knows is
/// refused.
@NullMarked
package io.toolstream.boot.settings;

import org.jspecify.annotations.NullMarked;
