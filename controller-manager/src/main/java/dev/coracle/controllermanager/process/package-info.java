/** Where the controllers are brought together: the list of all of them and the process that runs them. */
@NullMarked
package dev.coracle.controllermanager.process;

import org.jspecify.annotations.NullMarked;
