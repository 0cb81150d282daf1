/** When a request may go on: priority and fairness, or plain bounds. */
@NullMarked
package dev.coracle.apiserver.flow;

import org.jspecify.annotations.NullMarked;
