/** What every controller is given and how it is named: the contract between the controllers and the process that runs them. */
@NullMarked
package dev.coracle.controllermanager;

import org.jspecify.annotations.NullMarked;
