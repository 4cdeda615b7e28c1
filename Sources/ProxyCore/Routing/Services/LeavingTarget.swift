/// A target that lives as long as an exchange refers to it.
struct LeavingTarget {
    weak var target: UpstreamTarget?
}
