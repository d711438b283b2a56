import { encode } from "uqr";

/** A QR code, dark on light in every theme, since cameras expect that. */
export function QrCode({ of, label }: { of: string; label: string }) {
  const { data, size } = encode(of, { ecc: "M", border: 3 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
