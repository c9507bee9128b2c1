/// A run's report: one static page without scripts or network, its figures as JSON, and curves as SVG files.
@NullMarked
package io.toolstream.app.report;

import org.jspecify.annotations.NullMarked;
