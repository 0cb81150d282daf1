/** Places where a test can kill this process. */
@NullMarked
package dev.coracle.base.failpoint;

import org.jspecify.annotations.NullMarked;
