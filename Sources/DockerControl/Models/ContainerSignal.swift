/// A signal that a container's first process can get (signal(7)).
package enum ContainerSignal: String, Sendable {
    case kill = "SIGKILL"
    case terminate = "SIGTERM"
    case interrupt = "SIGINT"
    case hangUp = "SIGHUP"
    case user1 = "SIGUSR1"
    case user2 = "SIGUSR2"
}
