/**
 * What comes from outside, as nobody would write it. A plain test run goes through the inputs kept under {@code src/test/resources}, and
 * {@code .ci/fuzz} makes up new ones.
 */
@NullMarked
package dev.coracle.api.fuzz;

import org.jspecify.annotations.NullMarked;
