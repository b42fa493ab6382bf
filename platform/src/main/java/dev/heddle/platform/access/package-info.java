/** Who may do what: every request passes the gate before anything else sees it. */
package dev.heddle.platform.access;
