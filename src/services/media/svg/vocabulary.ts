/*
 * What drawings are made of (SVG 2 and the CSS modules it names), without what runs, plays or shows pages. What is not
 * listed shows nothing in a picture, or must not be there.
 */

const words = (text: string) => text.trim().split(/\s+/);

export const ELEMENTS: ReadonlySet<string> = new Set(
  words(`
    svg g defs symbol use switch a title desc style
    path rect circle ellipse line polyline polygon text tspan textPath image
    linearGradient radialGradient stop pattern clipPath mask marker filter
    animate animateMotion animateTransform set mpath
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`),
);

/** Elements that show pictures, which may be given as data. */
export const PICTURES: ReadonlySet<string> = new Set(['image', 'feImage']);

/** Elements that change attributes of others while time passes. */
export const ANIMATIONS: ReadonlySet<string> = new Set(['animate', 'animateMotion', 'animateTransform', 'set']);

/** Attributes that are neither drawn nor followed: their values are words. */
export const WORDS: ReadonlySet<string> = new Set([
  ...words('id class lang role type media systemLanguage requiredExtensions requiredFeatures'),
  ...words('aria-label aria-labelledby aria-describedby aria-hidden aria-roledescription'),
]);

/** Properties of CSS that may stand as attributes, and attributes that are drawn. Animations may change them. */
export const DRAWN: ReadonlySet<string> = new Set(
  words(`
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
    color-rendering cursor direction display dominant-baseline enable-background fill fill-opacity fill-rule filter
    flood-color flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust
    font-stretch font-style font-variant font-variation-settings font-weight glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering isolation letter-spacing lighting-color line-height marker marker-end
    marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width text-anchor text-decoration text-overflow text-rendering transform transform-box
    transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode
    amplitude azimuth baseFrequency bias cx cy d diffuseConstant divisor dx dy edgeMode elevation exponent fr fx fy
    gradientTransform gradientUnits height in in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength lengthAdjust
    limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits method mode numOctaves offset
    operator order orient origin pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY
    pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY result rotate rx ry scale seed side
    slope spacing specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale
    tableValues targetX targetY textLength viewBox width x x1 x2 xChannelSelector y y1 y2 yChannelSelector z
    clipPathUnits filterUnits`),
);

/** Attributes of animations. */
export const TIMING: ReadonlySet<string> = new Set(
  words(`
    accumulate additive attributeName attributeType begin by calcMode dur end fill from keyPoints keySplines keyTimes max
    min path repeatCount repeatDur restart to values`),
);

/** At-rules that fetch nothing by themselves. */
export const AT_RULES: ReadonlySet<string> = new Set(
  words(`
    @charset @container @font-face @keyframes @layer @media @namespace @property @supports @-webkit-keyframes
    @-moz-keyframes`),
);

/** Functions of CSS, selectors and attributes that fetch nothing. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  words(`
    format tech local var calc min max clamp abs sin cos tan pow sqrt
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark
    linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient
    translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate rotatex rotatey
    rotatez rotate3d skew skewx skewy matrix matrix3d perspective
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
    circle ellipse inset polygon path rect xywh shape cubic-bezier steps linear
    not is where has and or nth-child nth-last-child nth-of-type nth-last-of-type lang dir`),
);
