/** Whether what is large waits for one another, and is reckoned as heavy as it is. */
@NullMarked
package dev.coracle.apiserver.heap;

import org.jspecify.annotations.NullMarked;
