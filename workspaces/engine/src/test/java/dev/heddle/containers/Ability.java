package dev.heddle.containers;

/** What an engine may lack; the contract asserts that it then says so. */
public enum Ability {
    /** It runs commands in running containers. */
    EXEC,
    /** It builds images. */
    BUILD,
    /** It gives running containers another size. */
    RESIZE,
    /** It mounts folders of its machine. */
    HOST_FOLDERS,
    /** It says what containers use. */
    USAGE
}
