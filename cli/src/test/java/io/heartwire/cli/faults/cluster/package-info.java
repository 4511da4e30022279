/** Tests of what breaks clusters. */
package io.heartwire.cli.faults.cluster;
