/// Text and tokens: training a vocabulary, and encoding and decoding with one in Hugging Face's format.
@NullMarked
package io.toolstream.policy.text;

import org.jspecify.annotations.NullMarked;
