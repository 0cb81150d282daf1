/** Whether everybody gets a turn. */
@NullMarked
package dev.coracle.apiserver.flow;

import org.jspecify.annotations.NullMarked;
