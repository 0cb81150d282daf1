/** What must hold under which load, a class each. */
@NullMarked
package dev.coracle.apiserver.overload.scenario;

import org.jspecify.annotations.NullMarked;
