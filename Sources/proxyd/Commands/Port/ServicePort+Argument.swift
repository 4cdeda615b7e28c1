internal import ArgumentParser
internal import ProxyModel

extension ServicePort.Transport: ExpressibleByArgument {}
