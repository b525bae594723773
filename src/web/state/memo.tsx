import { Component, type ComponentType, h, type VNode } from "preact";

/** A component that is drawn again only when one of its properties, or a store that it watches, has changed. */
export function memo<P extends object>(inner: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Readonly<Record<string, unknown>>;
      return Object.entries(next).some(([name, value]) => before[name] !== value);
    }

    override render(): VNode {
      return h(inner as ComponentType, this.props);
    }
  };
}
