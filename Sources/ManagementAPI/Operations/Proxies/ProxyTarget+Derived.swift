internal import DockerControl
internal import ProxyModel

extension ProxyTarget {
    /// Whether labels of a container made it: it comes and goes with the container, and is nobody's to write down.
    var isDerived: Bool {
        owner == nil && traffic?.value.service?.hasPrefix(LabelPlan.mark) == true
    }
}
