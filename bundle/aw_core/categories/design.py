"""The catalogue, Design & Composition: writing, graphics, slides, and making sound and film."""

from .shape import Category

OVERVIEW = "Design & Composition"

CATEGORIES = (
    Category(
        OVERVIEW,
        "General Design & Composition",
        apps="""
            obs, OBS, com.obsproject.Studio, obs studio, obs64, OBS Studio, obs project studio, kdenlive, shotcut,
            openshot, openshot qt, OpenShot Video Editor, pitivi, olive editor, flowblade, DaVinci Resolve, davinci
            resolve studio, lightworks, cinelerra, Final Cut Pro, iMovie, Adobe Premiere Pro, Adobe Premiere Pro
            2023, Adobe Premiere Pro 2024, Adobe Premiere Pro 2025, Premiere Pro, Adobe Premiere Rush, AfterFX,
            Adobe After Effects, After Effects, Avid Media Composer, VEGAS Pro, Camtasia, CamtasiaStudio,
            ScreenFlow, Clipchamp, CapCut, HandBrake, handbrake, ghb, fr.handbrake.ghb, audacity, ardour, ardour6,
            ardour7, ardour8, reaper, REAPER, reaper64, bitwig studio, BitwigStudio, Ableton Live, Ableton Live 11,
            Ableton Live 12, Ableton Live 12 Suite, FL Studio, FL64, Logic Pro, Logic Pro X, GarageBand, Pro Tools,
            ProTools, Cubase, Cubase12, Cubase13, Studio One, lmms, LMMS, rosegarden, qtractor, musescore,
            MuseScore, MuseScore 4, MuseScore4, mscore, mscore4portable, Sibelius, Dorico, lilypond, frescobaldi,
            zrythm, guitarix, renoise, Adobe Audition, Audition, simplescreenrecorder, SimpleScreenRecorder, kooha,
            vokoscreen, vokoscreenNG, gpu screen recorder, ffmpeg, losslesscut, LosslessCut, avidemux, subtitle
            edit, aegisub, easyeffects studio, scribus media
        """,
        sites="""
            adobe.com, awwwards.com, bandlab.com, behance.net, canva.com, capcut.com, clipchamp.com,
            color.adobe.com, coolors.co, dafont.com, descript.com, dribbble.com, elementor.com, elevenlabs.io,
            envato.com, express.adobe.com, fontawesome.com, fonts.google.com, frame.io, framer.com, freepik.com,
            gettyimages.com, istockphoto.com, kapwing.com, midjourney.com, myfonts.com, restream.io, riverside.fm,
            runwayml.com, shutterstock.com, soundtrap.com, splice.com, squarespace.com/config, stock.adobe.com,
            streamyard.com, suno.com, thenounproject.com, veed.io, webflow.com, webflow.io, wix.com/editor,
            wordpress.com
        """,
        titles="""
            Canva, Behance, Dribbble, Webflow, Framer, Adobe Express, Adobe Creative Cloud, Descript, CapCut,
            Clipchamp, Runway, Midjourney, Awwwards, Google Fonts, Coolors, Kapwing, VEED.IO, StreamYard, Riverside,
            Adobe Stock, Shutterstock, Freepik, Audacity, Kdenlive, OBS, DaVinci Resolve, WordPress, Adobe Premiere
            Pro, Suno, BandLab
        """,
        segments=(
            r"OBS [\d.]+.{0,80}",
            r"Edit (?:Post|Page) .{1,80} WordPress",
            r"Adobe (?:Premiere Pro|After Effects|Audition) \d{4}",
        ),
    ),
    Category(
        OVERVIEW,
        "Graphic Design",
        apps="""
            gimp, GIMP, gimp 2.10, gimp 2.99, gimp 3.0, gimp 3, inkscape, krita, mypaint, MyPaint, pinta,
            kolourpaint, KolourPaint, tuxpaint, mtpaint, xpaint, mspaint, Paint, Paint 3D, Paint.NET, PaintDotNet,
            paintdotnet, Photoshop, Adobe Photoshop, Adobe Photoshop 2023, Adobe Photoshop 2024, Adobe Photoshop
            2025, Adobe Photoshop 2026, Illustrator, Adobe Illustrator, Adobe Illustrator 2024, Adobe Illustrator
            2025, InDesign, Adobe InDesign, Adobe InDesign 2024, Adobe InDesign 2025, Adobe XD, Adobe Lightroom,
            Lightroom, lightroom classic, Adobe Lightroom Classic, Adobe Bridge, Adobe Animate, Affinity Photo,
            Affinity Photo 2, Affinity Designer, Affinity Designer 2, Affinity Publisher, Affinity Publisher 2,
            CorelDRAW, CorelDRW, Corel PHOTO-PAINT, PaintShop Pro, Clip Studio Paint, CLIPStudioPaint, Procreate,
            Sketch, Sketchbook, Figma, figma linux, Figma Agent, Penpot, penpot desktop, Zeplin, ProtoPie,
            Pixelmator, Pixelmator Pro, Vectornator, Linearity Curve, aseprite, libresprite, pixelorama, darktable,
            rawtherapee, RawTherapee, capture one, DxO PhotoLab, Luminar Neo, Luminar 4, photivo, hugin, displaycal,
            fontforge, FontForge, Glyphs, Glyphs 3, birdfont, blender, maya, 3dsmax, 3ds Max, Cinema 4D, cinema4d,
            Houdini, houdinifx, ZBrush, Rhinoceros, SketchUp, sketchup, freecad, FreeCAD, openscad, OpenSCAD,
            librecad, LibreCAD, qcad, AutoCAD, acad, Revit, SolidWorks, SLDWORKS, Fusion 360, Fusion360, Inventor,
            Onshape, solvespace, bricscad, draftsight, Vectorworks, ArchiCAD, KiCad, kicad, pcbnew, eeschema,
            fritzing, Altium Designer, prusa slicer, PrusaSlicer, orca slicer, OrcaSlicer, UltiMaker Cura,
            UltiMaker-Cura, cura, bambu studio, BambuStudio, superslicer, libreoffice draw, lodraw, drawio, draw.io,
            xournalpp, Xournal++, Rnote, Excalidraw, flameshot, ksnip, shutter, Snagit, SnagitEditor, Snagit32,
            CleanShot X, Greenshot, ShareX, Skitch, gcolor3, gpick, color picker, Eyedropper, calligrakarbon,
            karbon, vectr, boxy svg, synfig, synfigstudio, opentoonz, pencil2d, Moho, Toon Boom Harmony, Substance
            3D Painter, Marvelous Designer
        """,
        sites="""
            abstract.com, app.diagrams.net, blendswap.com, diagrams.net, draw.io, easyeda.com, excalidraw.com,
            figma.com, gravit.io, invisionapp.com, lightroom.adobe.com, makerworld.com, onshape.com, penpot.app,
            photopea.com, photoshop.adobe.com, piskelapp.com, pixlr.com, polyhaven.com, printables.com, remove.bg,
            sketch.com, sketchfab.com, spline.design, svgrepo.com, thingiverse.com, tinkercad.com, tldraw.com,
            vectr.com, zeplin.io
        """,
        hosts="drawio, excalidraw, penpot",
        titles="""
            Figma, Penpot, Zeplin, InVision, Photopea, Photopea | Online Photo Editor, Pixlr, draw.io, diagrams.net,
            Excalidraw, tldraw, Onshape, Tinkercad, Sketchfab, Thingiverse, Printables, Inkscape, GIMP, GNU Image
            Manipulation Program, Krita, Blender, darktable, FreeCAD, KiCad, Adobe Photoshop, LibreOffice Draw,
            OpenSCAD, MakerWorld
        """,
        segments=(
            r"Blender [\d.]+(?: .{0,60})?",
            r"FreeCAD [\d.]+",
            r"Schematic Editor",
            r"PCB Editor",
            r"[^/\\|]{1,120}\.(?:psd|xcf|svg|ai|kra|afphoto|afdesign|blend|fig|FCStd|dwg|dxf|stl)",
        ),
    ),
    Category(
        OVERVIEW,
        "Presentation",
        apps="""
            libreoffice impress, loimpress, Microsoft PowerPoint, PowerPoint, POWERPNT, powerpnt, Keynote,
            calligrastage, calligra stage, wpp, FreeOffice Presentations, Prezi Next, Google Slides, pdfpc,
            pympress, sozi, Deckset, spice up
        """,
        sites="""
            beautiful.ai, deckset.com, docs.google.com/presentation, gamma.app, genially.com, ludus.one, pitch.com,
            prezi.com, sli.dev, slides.com, slides.google.com, slidesgo.com, speakerdeck.com, tome.app, visme.co
        """,
        titles="""
            Google Slides, Google Präsentationen, PowerPoint, Microsoft PowerPoint, LibreOffice Impress, Keynote,
            Prezi, Beautiful.ai, Slidev, Speaker Deck, PowerPoint Online
        """,
        segments=(r"PowerPoint (?:Slide Show|Presenter View).{0,120}", r"[^/\\|]{1,120}\.(?:pptx?|odp|key)"),
    ),
    Category(
        OVERVIEW,
        "Writing",
        apps="""
            libreoffice writer, libreoffice math, Microsoft Word, Word, WINWORD, winword, Pages, calligrawords,
            calligra words, abiword, AbiWord, wps writer, FreeOffice TextMaker, textmaker, focuswriter, FocusWriter,
            manuskript, bibisco, Scrivener, iA Writer, iaWriter, Typora, ghostwriter, marktext, MarkText, Mark Text,
            zettlr, retext, ReText, formiko, Obsidian, Logseq, joplin, joplin desktop, @joplinapp desktop, Notion,
            notion app, notion app enhanced, notion snap, Roam Research, Evernote, nixnote, nixnote2, OneNote,
            ONENOTE, onenote, onenoteim, Microsoft OneNote, Simplenote, Standard Notes, Notes, Notesnook, gnome
            notes, bijiben, gnote, tomboy, tomboy ng, zim, cherrytree, CherryTree, trilium, Trilium Notes,
            TriliumNext, siyuan, SiYuan, anytype, qownnotes, QOwnNotes, stickynotes, Microsoft.Notes, xpad, notejot,
            Iotas, Google Docs, Google Keep, Stickies, Day One, RedNotebook, rednotebook, jrnl, diarium, lyx, LyX,
            texstudio, TeXstudio, texmaker, TeXmaker, texworks, TeXworks, TeXShop, gummi, gnome latex, kile, setzer,
            Texifier, Overleaf, Grammarly, grammarly desktop, LanguageTool, LanguageTool Desktop, Hemingway Editor,
            scribus, FrameMaker, Final Draft, trelby, notepad, gedit, gnome text editor, TextEditor,
            org.gnome.TextEditor, TextEdit, xed, pluma, mousepad, leafpad, l3afpad, featherpad, FeatherPad, kwrite,
            KWrite, WordPad, wordpad, Amplenote, Tana, Capacities, heptabase, UpNote, Supernotes, Notability,
            GoodNotes
        """,
        sites="""
            750words.com, authorea.com, bear.app, bookstackapp.com, codimd.org, craft.do, docs.google.com/document,
            docs.google.com/forms, docs.new, draftable.com, dropbox.com/paper, dynalist.io, etherpad.org,
            etherpad.wikimedia.org, evernote.com, getoutline.com, ghost.org, gitbook.com, gitbook.io, grammarly.com,
            hackmd.io, hedgedoc.org, hemingwayapp.com, keep.google.com, languagetool.org, logseq.com,
            medium.com/new-story, notion.com, notion.site, notion.so, novelpad.co, nuclino.com, obsidian.md,
            onenote.com, overleaf.com, pad.riseup.net, paper.dropbox.com, publish.obsidian.md, quillbot.com,
            reedsy.com, roamresearch.com, simplenote.com, slite.com, standardnotes.com, substack.com/publish,
            telegra.ph, typst.app, ulysses.app, wattpad.com/myworks, word.office.com, workflowy.com, write.as
        """,
        hosts="bookstack, etherpad, hackmd, hedgedoc, joplin, notes, overleaf, pad, trilium",
        titles="""
            Google Docs, Google Keep, Notion, Overleaf, HackMD, HedgeDoc, Etherpad, Evernote, OneNote, Microsoft
            OneNote, Word, Microsoft Word, LibreOffice Writer, LibreOffice Math, Obsidian, Joplin, Logseq, Typora,
            Grammarly, LanguageTool, QuillBot, Hemingway Editor, Simplenote, Standard Notes, WorkFlowy, Dynalist,
            Roam Research, Slite, Scrivener, TeXstudio, TeXmaker, LyX, Zettlr, Notepad, gedit, Text Editor,
            Mousepad, Typst, GitBook, BookStack, Word Online, Dropbox Paper, Online LaTeX Editor Overleaf
        """,
        segments=(r"Obsidian v[\d.]+", r"[^/\\|]{1,120}\.(?:docx?|odt|rtf|tex|fodt)", r"Word (?:\(.{1,20}\))?"),
    ),
)
