internal import ProxyModel

extension ConfigurationDraft {
    /// Removes a service in containers: at once when no engine has taken it, else when its engine has nothing of it left.
    mutating func remove(_ service: ContainerService, withVolumes removesVolumes: Bool, now: Int64) {
        guard service.engine != nil else { return delete(.dockerServices, service.name) }
        var removed = service
        // What was promised once is kept: the second request can only ask for more.
        removed.deletion = ServiceDeletion(
            requestedAt: service.deletion?.requestedAt ?? now,
            removesVolumes: removesVolumes || service.deletion?.removesVolumes == true)
        guard removed != service else { return }
        removed.updatedAt = now
        put(.dockerService(removed))
    }
}
